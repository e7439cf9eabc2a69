/**
 * Files as items. Start at {@link atk.pq.files.FolderProducer}, which puts the files that appear in
 * a folder; single files are put with {@link atk.pq.NewItem#file}.
 */
package atk.pq.files;
