package io.ipfabric.contracts.event;

/** How far a live migration is. */
public enum MigrationPhase {
    /** The target is made ready. */
    PREPARING,
    /** Move the guest now. */
    READY,
    /** The guest runs on the target. */
    SWITCHED,
    /** The routes of the source give way to those of the target. */
    CONVERGING,
    /** Only the target announces; what is left on the source goes after a while. */
    CLEANING,
    COMPLETED,
    /** Given up before the guest moved. */
    CANCELLED,
    /** It could not be made ready, or its producer said that the guest did not move. */
    FAILED;

    /** Whether nothing comes after it. */
    public boolean isFinal() {
        return this == COMPLETED || this == CANCELLED || this == FAILED;
    }

    /** Whether the guest has not moved and still may. */
    public boolean isBeforeSwitch() {
        return this == PREPARING || this == READY;
    }
}
