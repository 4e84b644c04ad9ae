#include "guard.h"

#include <errno.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>
#endif

int mosquitto_loop_read(struct mosquitto *client, int max_packets);

/// Where this thread goes on when an assertion fails; null where that ends the process, as ever.
static _Thread_local jmp_buf *place;

/// Whether this thread reads no more than ``allowance``, and how much it may read still.
static _Thread_local bool is_limited;
static _Thread_local size_t allowance;

int mosquitto_guarded_loop_read(struct mosquitto *client, int max_packets, size_t *bytes)
{
    jmp_buf here;
    const size_t limit = *bytes;
    // libmosquitto reads properties with no lock held and before it changes anything of the client, so no more is left
    // behind than the few bytes of the packet at hand.
    if (_setjmp(here) != 0) {
        place = NULL;
        is_limited = false;
        return MOSQUITTO_ASSERTION_FAILED;
    }
    place = &here;
    allowance = limit;
    is_limited = true;
    int result = mosquitto_loop_read(client, max_packets);
    is_limited = false;
    place = NULL;
    *bytes = limit - allowance;
    return result;
}

#ifdef __linux__
/// A sanitizer's own, where there is one.
extern ssize_t __interceptor_read(int file, void *buffer, size_t count) __attribute__((weak));

static ssize_t plain_read(int file, void *buffer, size_t count)
{
    if (__interceptor_read) return __interceptor_read(file, buffer, count);
    return syscall(SYS_read, file, buffer, count);
}

/// Stands before the C library's, for all that this program loads: libmosquitto and OpenSSL read by it.
ssize_t read(int file, void *buffer, size_t count)
{
    if (!is_limited) return plain_read(file, buffer, count);
    if (allowance == 0 && count > 0) {
        // As if no more had come yet. What is there is still there, and wakes whoever waits for it.
        errno = EAGAIN;
        return -1;
    }
    ssize_t result = plain_read(file, buffer, count < allowance ? count : allowance);
    if (result > 0) allowance -= (size_t)result;
    return result;
}

_Noreturn void __assert_fail(const char *assertion, const char *file, unsigned int line, const char *function);

/// Stands before the C library's, for all that this program loads.
_Noreturn void __assert_fail(const char *assertion, const char *file, unsigned int line, const char *function)
{
    if (place) _longjmp(*place, 1);
    fprintf(stderr, "%s:%u: %s: assertion `%s' failed\n", file, line, function, assertion);
    abort();
}
#endif
