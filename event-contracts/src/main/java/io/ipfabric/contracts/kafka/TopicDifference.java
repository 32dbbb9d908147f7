package io.ipfabric.contracts.kafka;

import io.ipfabric.contracts.topic.Topic;

/** Where a broker differs from the catalogue: {@code setting} is {@code existence}, {@code partitions} or a topic configuration's name. */
public record TopicDifference(Topic topic, String setting, String wanted, String found) {

    @Override
    public String toString() {
        return topic + ": " + setting + " is " + found + ", should be " + wanted;
    }
}
