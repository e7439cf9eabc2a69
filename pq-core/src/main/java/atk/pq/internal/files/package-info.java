/**
 * The files of items: where their content lies, how it is checked, the folders of claims. Start at
 * {@link atk.pq.internal.files.ItemFiles}.
 */
package atk.pq.internal.files;
