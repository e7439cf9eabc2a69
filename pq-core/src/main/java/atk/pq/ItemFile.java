package atk.pq;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the file that an item carries.
 *
 * @param name the file's own name, without folders; data, never a path to be opened
 * @param size its length in bytes
 * @param sha256 the SHA-256 of its content, 64 hexadecimal digits
 * @param mediaType its media type, {@code application/octet-stream} where unknown
 * @param path the absolute path of a file that is only referred to; null for one the queue owns
 * @param modifiedMillis when a referenced file was last changed, in ms since the epoch; 0 for one
 *     the queue owns
 */
public record ItemFile(
    String name,
    long size,
    String sha256,
    String mediaType,
    @Nullable String path,
    long modifiedMillis) {}
