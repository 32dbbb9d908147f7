package io.ipfabric.contracts.rules.sample.sound.adapter.http;

import io.ipfabric.contracts.rules.sample.sound.application.Port;

public record HttpResource(Port port) {}
