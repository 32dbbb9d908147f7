package io.ipfabric.node.adapter.netlink;

import io.ipfabric.node.adapter.netlink.NetlinkSocket.Datagram;
import io.ipfabric.node.adapter.netlink.NetlinkSocket.Failure;
import io.ipfabric.node.adapter.netlink.NetlinkSocket.Lost;
import io.ipfabric.node.application.KernelException;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one part of the kernel and their answers. Not thread-safe. After a {@link KernelException} it can be used
 * again: what still arrives for the failed exchange has an old sequence number and is dropped.
 */
public final class NetlinkConnection implements AutoCloseable {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final int BUFFER_BYTES = 4 * 1024 * 1024;

    /** Changes by others interrupt a dump; more than this in a row is no accident. */
    private static final int DUMP_ATTEMPTS_MAX = 10;

    /** @param items empty if refused */
    public record Answer<T>(Acknowledgement acknowledgement, List<T> items) {}

    private final Arena arena;
    private final NetlinkSocket socket;
    private final RequestBatch batch;

    private NetlinkConnection(Arena arena, NetlinkSocket socket) {
        this.arena = arena;
        this.socket = socket;
        batch = new RequestBatch(arena);
    }

    /** @param protocol NETLINK_ROUTE, … */
    public static NetlinkConnection open(int protocol) {
        var arena = Arena.ofShared();
        try {
            var socket = NetlinkSocket.open(arena, protocol, BUFFER_BYTES);
            socket.receiveTimeout(ANSWER_TIMEOUT);
            return new NetlinkConnection(arena, socket);
        } catch (KernelException e) {
            arena.close();
            throw e;
        }
    }

    int portId() {
        return socket.portId();
    }

    /** An empty batch; the one before it is gone. */
    public RequestBatch newBatch() {
        batch.clear();
        return batch;
    }

    /**
     * Sends the batch and waits for every acknowledgement that it asks for. An error of a message that asks for none (the
     * frame of a transaction) stands for all that are still open.
     *
     * @return one for each message, in order
     */
    public List<Acknowledgement> exchange(RequestBatch requests) {
        try {
            return acknowledged(requests);
        } catch (MalformedMessageException e) {
            throw unreadable(e);
        }
    }

    private List<Acknowledgement> acknowledged(RequestBatch requests) {
        var answers = new @Nullable Acknowledgement[requests.size()];
        int open = 0;
        for (int i = 0; i < answers.length; i++) {
            if (requests.wantsAcknowledgement(i)) {
                open++;
            } else {
                answers[i] = Acknowledgement.OK;
            }
        }
        socket.send(requests.written());
        while (open > 0) {
            for (var message : receive()) {
                int index = requests.indexOf(message.sequence());
                if (index < 0 || index >= answers.length || message.type() != Netlink.NLMSG_ERROR) {
                    continue;
                }
                var answer = Acknowledgement.ofError(message);
                if (answers[index] == null) {
                    answers[index] = answer;
                    open--;
                } else if (!answer.isOk()) {
                    Arrays.setAll(answers, i -> Objects.requireNonNullElse(answers[i], answer));
                    open = 0;
                }
            }
        }
        return Arrays.stream(answers).map(Objects::requireNonNull).toList();
    }

    /** Sends one message that has one answer. */
    public <T> Answer<T> get(Consumer<RequestBatch> request, Function<NetlinkMessage, Optional<T>> decoder) {
        var requests = newBatch();
        request.accept(requests);
        return collect(requests, decoder).orElseThrow(() -> new KernelException("a single answer was interrupted"));
    }

    /** Sends one dump request, as often as it takes to get a consistent answer. */
    public <T> Answer<T> dump(Consumer<RequestBatch> request, Function<NetlinkMessage, Optional<T>> decoder) {
        for (int attempt = 0; attempt < DUMP_ATTEMPTS_MAX; attempt++) {
            var requests = newBatch();
            request.accept(requests);
            var answer = collect(requests, decoder);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        throw new KernelException("the kernel's state changed during each of " + DUMP_ATTEMPTS_MAX + " dumps");
    }

    /** Empty if the kernel called its answer inconsistent; it is read to its end all the same. */
    private <T> Optional<Answer<T>> collect(RequestBatch requests, Function<NetlinkMessage, Optional<T>> decoder) {
        try {
            return collected(requests, decoder);
        } catch (MalformedMessageException e) {
            throw unreadable(e);
        }
    }

    private <T> Optional<Answer<T>> collected(RequestBatch requests, Function<NetlinkMessage, Optional<T>> decoder) {
        socket.send(requests.written());
        var items = new ArrayList<T>();
        boolean interrupted = false;
        while (true) {
            for (var message : receive()) {
                if (requests.indexOf(message.sequence()) != 0) {
                    continue;
                }
                interrupted |= message.has(Netlink.NLM_F_DUMP_INTR);
                switch (message.type()) {
                    case Netlink.NLMSG_ERROR -> {
                        return Optional.of(new Answer<>(Acknowledgement.ofError(message), List.of()));
                    }
                    case Netlink.NLMSG_DONE -> {
                        var end = Acknowledgement.ofDone(message);
                        return interrupted ? Optional.empty() : Optional.of(new Answer<>(end, items));
                    }
                    default -> {
                        decoder.apply(message).ifPresent(items::add);
                        if (!message.has(Netlink.NLM_F_MULTI)) {
                            return Optional.of(new Answer<>(Acknowledgement.OK, items));
                        }
                    }
                }
            }
        }
    }

    private List<NetlinkMessage> receive() {
        return switch (socket.receive()) {
            case Datagram(var bytes) -> NetlinkMessage.parse(bytes);
            case Lost(var reason) -> throw new KernelException("the kernel's answer was lost: " + reason);
            case Failure(var error) ->
                throw new KernelException("no answer of the kernel: " + error + " (" + error.meaning() + ")");
        };
    }

    private static KernelException unreadable(MalformedMessageException cause) {
        return new KernelException("the kernel's answer cannot be read: " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        socket.close();
        arena.close();
    }
}
