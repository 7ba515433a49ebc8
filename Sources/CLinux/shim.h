// System calls that Swift cannot make: `syscall` takes any number of arguments, and they have no name in
// the headers that Swift sees. An `errno` is returned as its negative. No header is included here: it would
// belong to this module then, and not to the C library's.
extern long syscall(long number, ...);
extern int *__errno_location(void);

#if defined(__x86_64__)
#define MARTLET_PREADV2 327L
#define MARTLET_SYNC_FILE_RANGE 277L
#else
#define MARTLET_PREADV2 286L
#define MARTLET_SYNC_FILE_RANGE 84L
#endif
#define MARTLET_CACHESTAT 451L

// preadv2(2) with RWF_NOWAIT: reads what is in memory, and -EAGAIN rather than waiting for the disk.
static inline long martlet_read_cached(int descriptor, void *target, unsigned long count, long long position)
{
    struct {
        void *target;
        unsigned long count;
    } part = {target, count};
    const long nowait = 0x8;
    // The position comes in two halves, of which a 64-bit kernel looks at the lower only.
    long result = syscall(
        MARTLET_PREADV2, (long)descriptor, &part, 1L, (long)position, (long)(position >> 31 >> 1), nowait);
    return result < 0 ? -(long)*__errno_location() : result;
}

// cachestat(2), Linux 6.5: how many pages of a file's range are in memory.
struct martlet_cachestat_range {
    unsigned long long offset;
    unsigned long long length;
};

struct martlet_cachestat {
    unsigned long long cached;
    unsigned long long dirty;
    unsigned long long writeback;
    unsigned long long evicted;
    unsigned long long recently_evicted;
};

static inline int martlet_cachestat(
    int descriptor, struct martlet_cachestat_range *range, struct martlet_cachestat *result)
{
    return syscall(MARTLET_CACHESTAT, (long)descriptor, range, result, 0L) < 0 ? -*__errno_location() : 0;
}

// sync_file_range(2) with SYNC_FILE_RANGE_WRITE: begins to write, and waits for nothing.
static inline int martlet_write_back(int descriptor, long long position, long long count)
{
    const long write = 2;
    return syscall(MARTLET_SYNC_FILE_RANGE, (long)descriptor, (long)position, (long)count, write) < 0
        ? -*__errno_location() : 0;
}
