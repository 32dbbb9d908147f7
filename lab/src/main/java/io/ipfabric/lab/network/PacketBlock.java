package io.ipfabric.lab.network;

import io.ipfabric.lab.process.Command;
import java.util.List;
import java.util.stream.Collectors;

/** Drops packets that enter or leave a namespace, in silence as a broken network does, until it is closed. One at a time in a namespace. */
public final class PacketBlock implements AutoCloseable {

    private static final String TABLE = "inet fabric_block";

    private final String namespace;

    private PacketBlock(String namespace) {
        this.namespace = namespace;
    }

    /** @param matches nftables expressions (nft(8)), each of which is enough, e.g. {@code tcp dport 179} */
    public static PacketBlock of(String namespace, List<String> matches) {
        var block = new PacketBlock(namespace);
        block.close();
        var rules = matches.stream().map(match -> match + " drop").collect(Collectors.joining("; "));
        block.nft("""
                table %s {
                  chain in { type filter hook input priority -300; %s; }
                  chain out { type filter hook output priority -300; %s; }
                }
                """.formatted(TABLE, rules, rules));
        return block;
    }

    /** Of BGP with one neighbor, whoever called. */
    public static PacketBlock ofBgp(String namespace, String neighbor) {
        return of(
                namespace,
                List.of(
                        "ip saddr " + neighbor + " tcp dport 179",
                        "ip saddr " + neighbor + " tcp sport 179",
                        "ip daddr " + neighbor + " tcp dport 179",
                        "ip daddr " + neighbor + " tcp sport 179"));
    }

    @Override
    public void close() {
        // Adding what may be there already is how nft deletes what may not be there.
        nft("add table " + TABLE + "; delete table " + TABLE);
    }

    private void nft(String commands) {
        Command.output(List.of("ip", "netns", "exec", namespace, "nft", "-f", "-"), commands);
    }
}
