package io.ipfabric.node.domain;

/** What became of one operation. */
public sealed interface OperationOutcome {

    KernelOperation operation();

    /** The kernel acknowledged it, or held it already. */
    record Done(KernelOperation operation) implements OperationOutcome {}

    /**
     * The kernel refused it.
     *
     * @param error the name of the errno, as {@code ENODEV}
     * @param message the kernel's own words where it gave some (extended acknowledgement), else what the error means
     */
    record Failed(KernelOperation operation, String error, String message) implements OperationOutcome {}
}
