package io.ipfabric.contracts.reference;

import io.ipfabric.contracts.topic.Topic;

/**
 * What the records of a topic have in common and no type says.
 *
 * @param sent when
 * @param key what it is, for a person
 * @param order which records are in order with which
 */
record TopicNotes(String sent, String key, String order) {

    private static final String LATEST =
            "A record supersedes the one before it under the same key; what was between may be missing.";

    static TopicNotes of(Topic topic) {
        return switch (topic) {
            case VM_LIFECYCLE ->
                new TopicNotes(
                        "When something happened to a VM on its hypervisor, or is wanted to happen. A record that is sent again with the same `ce_source` and `ce_id` within 7 days has no second effect.",
                        "The VM's id, as in `ce_subject`. Any other key, or none, is taken too.",
                        "None is promised. Where `ce_sequence` is given, a record with a lower one than was accepted of the same source for the VM is refused (`out-of-order`); else facts are judged by the node that they speak of.");
            case VM_REJECTIONS ->
                new TopicNotes(
                        "When vm-service refused a record of `vm-lifecycle`, or could not read it. That record had no effect; what came behind it is not held up.",
                        "What the refused record named as its subject, `unknown` if it named none.",
                        "For each key, the order in which the records were refused.");
            case VM_EVENTS ->
                new TopicNotes(
                        "When vm-service accepted a request by HTTP or a record of `vm-lifecycle`, with its own state in one transaction.",
                        "The VM's id.",
                        "For each VM, the order of its life. The generation rises with each placement.");
            case ADDRESS_EVENTS ->
                new TopicNotes(
                        "When ipam-service allocated, refused or released, with its own state in one transaction.",
                        "The VM's id.",
                        "For each VM, the order of what happened. With those of other topics there is none; the generation says which life of the VM is meant.");
            case ROUTE_INTENTS ->
                new TopicNotes(
                        "When what a node should carry changes, and a manifest after it.",
                        "The node and the VM, or the node and `-manifest`.",
                        LATEST
                                + " All records of a node share the partition that its topology names, so a manifest is in order with its endpoints. Of two intents the higher epoch counts.");
            case ROUTE_REPORTS ->
                new TopicNotes(
                        "When a fact about an endpoint changed, and all of them once after the agent's start.",
                        "The VM and the node.",
                        LATEST + " The epoch says which intent the report is about.");
            case NODE_REPORTS ->
                new TopicNotes("As said of each event.", "The node.", "For each node, the order of what happened.");
            case ROUTE_EVENTS ->
                new TopicNotes(
                        "When routing-service has the evidence: reports of nodes, and paths that reflectors hold. With its own state in one transaction.",
                        "The VM's id; of a stray route the address.",
                        "For each key, the order in which it was proved. `at` is the clock of routing-service.");
            case ROUTE_OBSERVATIONS ->
                new TopicNotes(
                        "When what a reflector holds, or how much is seen of it, changed.",
                        "The reflector and the prefix, or the reflector and `-sight`.",
                        LATEST + " One partition: a reflector's sight is in order with its routes.");
            case FABRIC_TOPOLOGY ->
                new TopicNotes(
                        "When it is created or changed; a tombstone when it is deleted.",
                        "The kind and the name.",
                        LATEST + " One partition: whoever read it to its end knows the whole fabric.");
            case ROUTER_CONFIGS ->
                new TopicNotes(
                        "When the rendered text changed; a tombstone when the device is deleted.",
                        "The device.",
                        LATEST);
        };
    }
}
