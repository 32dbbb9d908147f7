package io.ipfabric.node.adapter.netlink;

/** Error numbers of asm-generic/errno-base.h and errno.h: those that netlink answers with, as x86-64 and arm64 number them. */
public enum Errno {
    OK(0, "success"),
    EPERM(1, "operation not permitted"),
    ENOENT(2, "no such object"),
    ESRCH(3, "no such route"),
    EINTR(4, "interrupted"),
    EIO(5, "input or output error"),
    ENXIO(6, "no such device or address"),
    EBADF(9, "bad file descriptor"),
    EAGAIN(11, "no answer in time"),
    ENOMEM(12, "out of memory"),
    EACCES(13, "permission denied"),
    EBUSY(16, "in use"),
    EEXIST(17, "exists with other properties"),
    ENODEV(19, "no such link"),
    EINVAL(22, "invalid argument"),
    EMFILE(24, "too many open files"),
    ENOSPC(28, "no space left"),
    EROFS(30, "read-only file system"),
    ERANGE(34, "out of range"),
    EMSGSIZE(90, "message too long"),
    EOPNOTSUPP(95, "operation not supported"),
    EAFNOSUPPORT(97, "address family not supported"),
    EADDRINUSE(98, "address in use"),
    EADDRNOTAVAIL(99, "no such address"),
    ENETDOWN(100, "link is down"),
    ENETUNREACH(101, "network is unreachable"),
    ENOBUFS(105, "no buffer space, messages were lost"),
    EHOSTUNREACH(113, "host is unreachable"),
    UNLISTED(-1, "unlisted error");

    private final int number;
    private final String meaning;

    Errno(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** @param number positive, or 0 for success */
    public static Errno of(int number) {
        for (var errno : values()) {
            if (errno.number == number) {
                return errno;
            }
        }
        return UNLISTED;
    }

    public String meaning() {
        return meaning;
    }
}
