package io.ipfabric.contracts.event;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link CutoverPolicy#STRICT} migration does when the source's withdrawal is not proved in time. The guest is on the target by then, and
 * nobody else announces it but, perhaps, a source that does not answer.
 */
public enum StrictTimeout {
    /** It waits on, and says so: never two paths, however long the VM cannot be reached. */
    HOLD,
    /** The target announces with a higher preference than the source may still have, and the migration is not proved: the VM is reached, by perhaps two paths. */
    PROCEED;

    /** What was said, or {@link #HOLD} where nothing was. */
    public static StrictTimeout orHold(@Nullable StrictTimeout said) {
        return said == null ? HOLD : said;
    }
}
