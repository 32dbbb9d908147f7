package io.ipfabric.contracts.rules.sample.broken.adapter.kafka;

import io.ipfabric.contracts.rules.sample.broken.application.KnowsAdapter;

public interface KnowsApplication extends KnowsAdapter {}
