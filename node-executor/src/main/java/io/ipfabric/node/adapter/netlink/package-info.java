/**
 * The kernel's network configuration over rtnetlink(7), without a process forked and without native code of our own.
 *
 * <p>From the bottom up:
 *
 * <ol>
 *   <li>{@code Libc}: the system calls, through {@code java.lang.foreign}; {@code NetlinkSocket}: one AF_NETLINK socket.
 *   <li>{@code RequestBatch} writes messages, {@code NetlinkMessage} and {@code Attributes} read them. Reading checks every
 *       length against what is left: whatever bytes arrive, it ends, with a result or a {@code MalformedMessageException}.
 *   <li>{@code NetlinkConnection}: requests with their answers: sequence numbers, acknowledgements, dumps.
 *   <li>{@code LinkMessages}, {@code AddressMessages}, {@code NeighborMessages}, {@code RouteMessages}: our types and the
 *       kernel's, in both directions.
 *   <li>{@code RtnetlinkKernel}: the port. {@code KernelEventStream}: the multicast groups, on a socket and thread of its own.
 *   <li>{@code FrameWatch}: frames of awaited guests, over packet sockets ({@code PacketSocket}) beside all that.
 * </ol>
 *
 * <p><b>Promises.</b>
 *
 * <ul>
 *   <li>Only routes with our protocol number are written or deleted, only links that carry our alias are called owned.
 *   <li>A batch goes out in one {@code sendmsg}; the kernel works through it in order, each message acknowledged by itself.
 *       A refused one does not stop the rest.
 *   <li>Every exchange ends: an answer that does not come within five seconds is a {@code KernelException}.
 *   <li>A dump that the kernel calls inconsistent (NLM_F_DUMP_INTR) is thrown away and repeated.
 *   <li>Events of other protocols' routes are dropped by a socket filter in the kernel: a full table of learned routes does
 *       not overflow our buffer. An overflow is told as {@code ResyncNeeded}.
 *   <li>The network namespace is that of the thread which opens the kernel. Only taps and {@code /proc/sys} follow the calling
 *       thread instead; in a process with one namespace there is no difference.
 * </ul>
 *
 * <p>Needs CAP_NET_ADMIN, CAP_NET_RAW for packet sockets, {@code /dev/net/tun} and {@code --enable-native-access}.
 */
@NullMarked
package io.ipfabric.node.adapter.netlink;

import org.jspecify.annotations.NullMarked;
