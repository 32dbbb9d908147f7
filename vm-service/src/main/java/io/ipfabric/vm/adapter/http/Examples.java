package io.ipfabric.vm.adapter.http;

/** Bodies that the API's description shows to newcomers; they are right as they stand in the lab. */
final class Examples {

    static final String VM = """
            {"id": "web-1", "name": "web1", "cluster": "lab", "node": "node1"}""";

    static final String VM_WHOLE = """
            {
              "name": "web2",
              "cluster": "lab",
              "node": "node1",
              "families": ["ipv6"],
              "addresses": ["2001:db8:100::10"],
              "interface": {"kind": "TAP", "mac": "02:00:00:00:00:10"},
              "labels": {"owner": "web team"},
              "running": false
            }""";

    static final String START = """
            {"node": "node2"}""";

    static final String MIGRATION = """
            {"target": "node2"}""";

    static final String MIGRATION_STRICT = """
            {"target": "node2", "cutover": "STRICT", "strictTimeout": "PROCEED"}""";

    static final String FORCE = """
            {"reason": "node1 burnt down, its power is off"}""";

    private Examples() {}
}
