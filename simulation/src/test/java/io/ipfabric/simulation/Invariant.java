package io.ipfabric.simulation;

/** What must hold after every step. It may remember what it saw before. */
interface Invariant {

    /** @throws Violation if it does not hold */
    void check(World world);
}
