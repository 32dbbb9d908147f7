package io.ipfabric.contracts.event;

/** In which order a live migration moves the routes. */
public enum CutoverPolicy {
    /** The target's route is held by the reflectors before the guest moves; the source redirects what still arrives. */
    SEAMLESS,
    /** Withdraw on the source, proved; then announce on the target. */
    STRICT
}
