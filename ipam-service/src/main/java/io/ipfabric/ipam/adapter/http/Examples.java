package io.ipfabric.ipam.adapter.http;

/** Bodies that the API's description shows to newcomers. */
final class Examples {

    static final String POOL = """
            {"name": "customers-v4", "cluster": "lab", "prefix": "203.0.113.0/24"}""";

    static final String POOL_WHOLE = """
            {
              "name": "customers-v6",
              "cluster": "lab",
              "prefix": "2001:db8:1::/48",
              "reserved": ["2001:db8:1::1", "2001:db8:1:ffff::/64"],
              "cooldown": "PT1H"
            }""";

    static final String ALLOCATION = """
            {"owner": "load-balancer-1"}""";

    static final String ALLOCATION_NAMED = """
            {"owner": "load-balancer-1", "address": "203.0.113.7"}""";

    private Examples() {}
}
