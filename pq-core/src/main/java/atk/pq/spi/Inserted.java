package atk.pq.spi;

/**
 * The answer to an {@link Insert}.
 *
 * @param id the item's id
 * @param isNew whether it was inserted; false where its key was taken and {@code id} has it
 */
public record Inserted(long id, boolean isNew) {}
