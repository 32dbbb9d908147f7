/**
 * The source filter over nftables: table {@code inet ip_fabric}, and nothing outside it is read or changed.
 *
 * <p>Two ways in, for two paces:
 *
 * <ul>
 *   <li>The rules are static. {@code SourceFilterRuleset} renders them from the policy and {@code nft -f -} installs them in one
 *       transaction: at start, and when the policy changes. The only place of the adapter that forks.
 *   <li>What changes with every VM are elements of sets, put over nfnetlink in one transaction ({@code NftablesSourceFilter},
 *       {@code ElementMessages}). Sets survive the agent and a renewal of the rules: a restart opens no gap.
 * </ul>
 *
 * <p>Interfaces are matched by name: an element holds before its interface exists and after it was made anew.
 *
 * <p>It lives below {@code adapter.netlink}, whose sockets and messages it shares.
 */
@NullMarked
package io.ipfabric.node.adapter.netlink.nftables;

import org.jspecify.annotations.NullMarked;
