package io.ipfabric.contracts.rules.sample.broken.adapter.http;

import io.ipfabric.contracts.rules.sample.broken.adapter.kafka.KnowsApplication;

public interface KnowsKafka {
    KnowsApplication neighbor();
}
