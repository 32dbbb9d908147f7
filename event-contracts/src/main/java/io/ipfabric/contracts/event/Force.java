package io.ipfabric.contracts.event;

import org.jspecify.annotations.Nullable;

/**
 * An operator's word, which stands for a proof that does not come.
 *
 * @param reason why it may be taken for proved, for whoever asks later; 1 to 500 characters, none of them a control character
 * @param by who says so; absent: nobody was named
 */
public record Force(String reason, @Nullable String by) {

    public static final int REASON_LENGTH_MAX = 500;
    public static final int BY_LENGTH_MAX = 128;

    public Force {
        Fields.nonBlank(Fields.required(reason, "reason"), "reason");
        Fields.printable(reason, "reason", REASON_LENGTH_MAX);
        if (by != null) {
            Fields.nonBlank(by, "by");
            Fields.printable(by, "by", BY_LENGTH_MAX);
        }
    }

    /**
     * The word as the one who was told to be its speaker gives it: nobody speaks for another.
     *
     * @throws InvalidFieldException if another is named
     */
    public Force saidBy(String speaker) {
        if (by != null && !by.equals(speaker)) {
            throw new InvalidFieldException("by", "is who asks, \"" + speaker + "\": leave it out");
        }
        return new Force(reason, speaker);
    }

    @Override
    public String toString() {
        return reason + (by == null ? "" : " (" + by + ")");
    }
}
