package io.ipfabric.node.adapter.netlink.nftables;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.node.domain.SourceFilterPolicy;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Renders the rules for nft(8): the same text for the same policy. */
final class SourceFilterRuleset {

    static final String TABLE = "ip_fabric";
    static final String REHEARSAL_TABLE = "ip_fabric_rehearsal";
    static final String GUEST_LINKS = "guest_links";

    /** Chains are emptied before they are filled, so that the text may be applied again; sets of guests are left as they are. */
    private static final String RULES = """
            table inet ip_fabric {
            	# Filled by the agent, an element with each guest.
            	set guest_links { type ifname; }
            	set sources_ipv4 { type ifname . ipv4_addr; }
            	set sources_ipv6 { type ifname . ipv6_addr; }
            	# Filled by the agent while it sends to another node.
            	set hairpinned_ipv4 { type ether_addr . ipv4_addr; }
            	set hairpinned_ipv6 { type ether_addr . ipv6_addr; }

            	# Of the node.
            	set gateways_ipv4 { type ipv4_addr; }
            	set gateways_ipv6 { type ipv6_addr; }
            	set underlay_ipv4 { type ipv4_addr; flags interval; auto-merge; }
            	set underlay_ipv6 { type ipv6_addr; flags interval; auto-merge; }
            	set pools_ipv4 { type ipv4_addr; flags interval; auto-merge; }
            	set pools_ipv6 { type ipv6_addr; flags interval; auto-merge; }

            	chain prerouting { type filter hook prerouting priority raw; policy accept; }
            	chain input { type filter hook input priority filter; policy accept; }
            	chain forward { type filter hook forward priority filter; policy accept; }
            	chain guest_source { }
            	chain guest_to_node { }
            	chain guest_to_underlay { }
            }
            flush chain inet ip_fabric prerouting
            flush chain inet ip_fabric input
            flush chain inet ip_fabric forward
            flush chain inet ip_fabric guest_source
            flush chain inet ip_fabric guest_to_node
            flush chain inet ip_fabric guest_to_underlay
            flush set inet ip_fabric gateways_ipv4
            flush set inet ip_fabric gateways_ipv6
            flush set inet ip_fabric underlay_ipv4
            flush set inet ip_fabric underlay_ipv6
            flush set inet ip_fabric pools_ipv4
            flush set inet ip_fabric pools_ipv6
            table inet ip_fabric {
            	chain prerouting {
            		# The two directions of a guest's connection may pass different nodes, and a move changes them: no node
            		# could track it, and what it takes for invalid somebody may drop.
            		ip saddr @pools_ipv4 notrack
            		ip daddr @pools_ipv4 notrack
            		ip6 saddr @pools_ipv6 notrack
            		ip6 daddr @pools_ipv6 notrack
            		iifname @guest_links goto guest_source
            	}
            	chain guest_source {
            		# Its own addresses, asked of a set and never of the routes: during a move the route points elsewhere.
            		iifname . ip saddr @sources_ipv4 accept
            		iifname . ip6 saddr @sources_ipv6 accept
            		# Link-local is for the link: neighbor discovery, and a ping of the gateway.
            		ip6 saddr fe80::/10 ip6 daddr { fe80::/10, ff02::/16 } icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit, echo-request, echo-reply } accept
            		ip6 saddr :: ip6 daddr ff02::/16 icmpv6 type nd-neighbor-solicit accept
            		counter drop
            	}
            	chain input {
            		iifname @guest_links goto guest_to_node
            	}
            	chain guest_to_node {
            		ip daddr @gateways_ipv4 meta l4proto icmp accept
            		ip6 daddr @gateways_ipv6 meta l4proto ipv6-icmp accept
            		ip6 daddr ff02::/16 icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit } accept
            		counter drop
            	}
            	chain forward {
            		# From the node that this one would send it to: it would go round.
            		ether saddr . ip daddr @hairpinned_ipv4 counter drop
            		ether saddr . ip6 daddr @hairpinned_ipv6 counter drop
            		iifname @guest_links ip daddr @underlay_ipv4 goto guest_to_underlay
            		iifname @guest_links ip6 daddr @underlay_ipv6 goto guest_to_underlay
            	}
            	chain guest_to_underlay {
            		# Answers to a router that pings or traces a guest; they open nothing.
            		icmp type { echo-reply, destination-unreachable, time-exceeded, parameter-problem } accept
            		icmpv6 type { echo-reply, destination-unreachable, packet-too-big, time-exceeded, parameter-problem } accept
            		counter drop
            	}
            }
            """;

    /** The sets that change with guests, and nothing that any packet passes. */
    private static final String REHEARSAL_SETS = """
            table inet ip_fabric_rehearsal
            delete table inet ip_fabric_rehearsal
            table inet ip_fabric_rehearsal {
            	set guest_links { type ifname; }
            	set sources_ipv4 { type ifname . ipv4_addr; }
            	set sources_ipv6 { type ifname . ipv6_addr; }
            	set hairpinned_ipv4 { type ether_addr . ipv4_addr; }
            	set hairpinned_ipv6 { type ether_addr . ipv6_addr; }
            }
            """;

    private static final String NO_REHEARSAL = """
            table inet ip_fabric_rehearsal
            delete table inet ip_fabric_rehearsal
            """;

    private SourceFilterRuleset() {}

    /** Also takes away what a rehearsal that was killed has left. */
    static String rehearsalSets() {
        return REHEARSAL_SETS;
    }

    static String noRehearsal() {
        return NO_REHEARSAL;
    }

    static String sourcesOf(AddressFamily family) {
        return "sources_" + suffix(family);
    }

    static String hairpinnedOf(AddressFamily family) {
        return "hairpinned_" + suffix(family);
    }

    static String render(SourceFilterPolicy policy) {
        var text = new StringBuilder(RULES);
        for (var family : AddressFamily.values()) {
            var gateways = policy.gateways().stream()
                    .filter(address -> address.family() == family)
                    .sorted()
                    .map(Address::toString)
                    .toList();
            addElements(text, "gateways_" + suffix(family), gateways);
            addElements(text, "underlay_" + suffix(family), of(family, policy.underlay()));
            addElements(text, "pools_" + suffix(family), of(family, policy.pools()));
        }
        return text.toString();
    }

    private static List<String> of(AddressFamily family, Set<Prefix> prefixes) {
        return prefixes.stream()
                .filter(prefix -> prefix.family() == family)
                .sorted()
                .map(Prefix::toString)
                .toList();
    }

    /** nft takes no empty list. */
    private static void addElements(StringBuilder text, String set, Collection<String> elements) {
        if (!elements.isEmpty()) {
            text.append("add element inet ip_fabric ")
                    .append(set)
                    .append(elements.stream().collect(Collectors.joining(", ", " { ", " }\n")));
        }
    }

    private static String suffix(AddressFamily family) {
        return switch (family) {
            case IPV4 -> "ipv4";
            case IPV6 -> "ipv6";
        };
    }
}
