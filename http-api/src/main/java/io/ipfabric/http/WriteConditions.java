package io.ipfabric.http;

import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.event.ProblemType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a write expects of the resource that it is sent to (RFC 9110, section 13.1). To be checked where the resource is locked: between a check and an
 * effect that nothing holds together, the resource may change.
 */
public final class WriteConditions {

    private static final String IF_MATCH = "If-Match";
    private static final String IF_NONE_MATCH = "If-None-Match";

    private final @Nullable TagList match;
    private final @Nullable TagList noneMatch;

    private WriteConditions(@Nullable TagList match, @Nullable TagList noneMatch) {
        this.match = match;
        this.noneMatch = noneMatch;
    }

    /**
     * @param match lines of {@code If-Match}
     * @param noneMatch lines of {@code If-None-Match}
     * @throws InvalidFieldException naming the header that is none
     */
    public static WriteConditions of(List<String> match, List<String> noneMatch) {
        return new WriteConditions(TagList.of(IF_MATCH, match), TagList.of(IF_NONE_MATCH, noneMatch));
    }

    public boolean isEmpty() {
        return match == null && noneMatch == null;
    }

    /**
     * @param tag of the resource as it is; absent: there is none
     * @throws ProblemException {@code precondition-failed}, naming the header
     */
    public void check(@Nullable String tag) {
        var is = tag == null ? "there is no such resource" : "the resource's ETag is " + tag;
        if (match != null && !match.matchesStrongly(tag)) {
            throw ProblemException.ofField(ProblemType.PRECONDITION_FAILED, IF_MATCH, is);
        }
        if (noneMatch != null && noneMatch.matchesWeakly(tag)) {
            throw ProblemException.ofField(ProblemType.PRECONDITION_FAILED, IF_NONE_MATCH, is);
        }
    }
}
