package io.ipfabric.gateway.config.adapter.http;

/** Bodies that the API's description shows to newcomers. */
final class Examples {

    static final String CLUSTER = """
            {"name": "edge", "asn": 65001, "gateways": {"ipv4": "10.0.0.1", "ipv6": "fe80::1"}}""";

    static final String CLUSTER_BFD = """
            {
              "name": "edge",
              "asn": 65001,
              "gateways": {"ipv4": "10.0.0.1", "ipv6": "fe80::1", "mac": "02:00:0a:00:00:01"},
              "communities": ["65001:100"],
              "cutover": "SEAMLESS",
              "timers": {"keepalive": "PT1S", "hold": "PT3S"},
              "failureDetection": "BFD",
              "underlay": ["10.255.0.0/16"]
            }""";

    static final String NODE = """
            {"name": "node4", "address": "10.255.1.4", "address6": "2001:db8:ffff::4"}""";

    static final String REFLECTOR = """
            {"name": "rr3", "address": "10.255.0.3", "families": ["ipv4"], "daemon": "BIRD"}""";

    static final String CORE_GATEWAY = """
            {"name": "core2", "address": "10.255.0.254", "flavor": "FRR"}""";

    private Examples() {}
}
