package io.ipfabric.contracts.rules.sample.broken.application;

import io.ipfabric.contracts.rules.sample.broken.adapter.http.KnowsKafka;

public interface KnowsAdapter {
    KnowsKafka adapter();
}
