#!/usr/bin/python3
"""A VM's life by Kafka: create it, move it, delete it, and wait each time for what the fabric says.

Ends with 1 where the VM is refused or a wait was in vain.
"""

import argparse
import json
import sys
import time
import uuid

try:
    from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
except ImportError:
    sys.exit("confluent_kafka is not there: install python3-confluent-kafka")

SOURCE = "/example/vm-life"
PATIENCE_SECONDS = 30
# What a hypervisor manager may read; its group ids begin with hypervisor-manager.
OUTCOMES = ["vm-rejections", "vm-events", "address-events", "route-events"]


class Refused(Exception):
    pass


class Fabric:
    """Speaks of one VM, and hears what becomes of it."""

    def __init__(self, vm, config):
        self.vm = vm
        self.heard = []
        self.producer = Producer(dict(config, **{"enable.idempotence": True}))
        self.consumer = Consumer(dict(config, **{"group.id": "hypervisor-manager-example", "enable.auto.commit": False}))
        self.listen()

    def listen(self):
        """From the end of each partition as it is now: nothing that comes after the first record sent is missed. A program that lives on
        has a group and commits what it has done, instead."""
        known = self.consumer.list_topics(timeout=PATIENCE_SECONDS).topics
        missing = [topic for topic in OUTCOMES if topic not in known]
        if missing:
            raise Refused(f"no such topics, or no right to read them: {missing}")
        partitions = [TopicPartition(topic, number) for topic in OUTCOMES for number in known[topic].partitions]
        for partition in partitions:
            partition.offset = self.consumer.get_watermark_offsets(partition, timeout=PATIENCE_SECONDS)[1]
        self.consumer.assign(partitions)

    def tell(self, what, data):
        """Returns once the broker has the record."""
        failures = []
        self.producer.produce(
            "vm-lifecycle",
            key=self.vm,
            value=json.dumps(data),
            headers={
                "ce_specversion": "1.0",
                "ce_id": str(uuid.uuid4()),  # the same again, where one is not sure that it was sent: it has no second effect
                "ce_source": SOURCE,
                "ce_type": "io.ipfabric.vm." + what + ".v1",
                "ce_subject": self.vm,
                "ce_sequence": str(time.time_ns() // 1000),  # only ever rises: a record that comes late is refused
            },
            on_delivery=lambda error, _: failures.append(error) if error else None,
        )
        if self.producer.flush(PATIENCE_SECONDS) or failures:
            raise TimeoutError(f"the broker did not take the record: {failures}")
        print(f"-> {what} {json.dumps(data)}")

    def until(self, is_so):
        """Hears events until is_so(those that were heard, as pairs of type and data). Those of several topics come in any order."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not is_so(self.heard):
            if time.monotonic() > end:
                raise TimeoutError(f"not heard within {PATIENCE_SECONDS} s; was there a VM of this id already?")
            record = self.consumer.poll(1.0)
            if record is not None and record.error():
                raise KafkaException(record.error())
            if record is not None and record.key() == self.vm.encode():
                self.take(dict(record.headers())["ce_type"].decode(), json.loads(record.value()))

    def take(self, name, data):
        print(f"<- {name} {json.dumps(data)}")
        if name in ("io.ipfabric.vm-rejection.v1", "io.ipfabric.address.refused.v1"):
            raise Refused(f"{data['problem']['type']}: {data['problem']['detail']}")
        self.heard.append((name, data))


def is_usable(heard):
    """Whether the reflectors hold every address that was allocated."""
    allocated = {one["address"] for name, data in heard if name == "io.ipfabric.address.allocated.v1" for one in data["addresses"]}
    confirmed = {data["address"] for name, data in heard if name == "io.ipfabric.route.confirmed.v1"}
    return allocated and allocated <= confirmed


def came_to(*phases):
    return lambda heard: any(name == "io.ipfabric.migration.progressed.v1" and data["phase"] in phases for name, data in heard)


def is_gone(heard):
    return any(name == "io.ipfabric.address.released.v1" for name, _ in heard)


def live(fabric, arguments):
    fabric.tell("created", {"name": arguments.vm, "cluster": arguments.cluster, "node": arguments.node})
    fabric.until(is_usable)

    fabric.tell("migration-started", {"source": arguments.node, "target": arguments.target})
    fabric.until(came_to("READY"))
    # Here your hypervisor moves the guest; the lab's does so by itself. The target's node sees it arrive and switches the routes at once. Where a
    # guest sends nothing of its own, say it: fabric.tell("migration-switched", {"target": arguments.target})
    fabric.until(came_to("CLEANING", "COMPLETED"))

    fabric.tell("deleted", {"node": arguments.target})
    fabric.until(is_gone)


def settings(lines):
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.lstrip().startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vm", help="its id, and its name")
    parser.add_argument("--cluster", default="lab")
    parser.add_argument("--node", default="node1")
    parser.add_argument("--target", default="node2", help="the node that it moves to")
    parser.add_argument("--kafka", help="the broker; by default that of --settings, or localhost:9092")
    parser.add_argument("--settings", type=argparse.FileType(), help="a file of librdkafka's settings, name=value a line, as kcat -F takes it")
    arguments = parser.parse_args()
    config = settings(arguments.settings or [])
    if arguments.kafka or "bootstrap.servers" not in config:
        config["bootstrap.servers"] = arguments.kafka or "localhost:9092"
    try:
        live(Fabric(arguments.vm, config), arguments)
    except (Refused, TimeoutError, KafkaException) as failure:
        sys.exit(f"{arguments.vm}: {failure}")


if __name__ == "__main__":
    main()
