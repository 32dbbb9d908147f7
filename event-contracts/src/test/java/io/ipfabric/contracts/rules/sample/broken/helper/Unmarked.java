package io.ipfabric.contracts.rules.sample.broken.helper;

public interface Unmarked {}
