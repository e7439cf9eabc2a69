package atk.pq.spi;

import java.time.Duration;

/** A sign of life: the lease of the claim (id, token) is to end at now + lease. */
public record Extension(long id, long token, Duration lease) {}
