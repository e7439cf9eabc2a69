/** A product that breaks each architecture rule once, so that the rules can be seen to fail. */
package atk.pq.project.wrong;
