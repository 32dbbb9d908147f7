package io.ipfabric.lab.plan;

/** What the reflectors run, by the names of the API. */
public enum ReflectorDaemon {
    FRR,
    BIRD
}
