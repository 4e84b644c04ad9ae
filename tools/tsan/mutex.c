// Tells the thread sanitizer of Swift's Mutex.
//
// On Linux a contended Mutex is locked and unlocked inside libswiftSynchronization.so, which is not instrumented: the
// sanitizer sees two threads at the same memory and nothing between them, and reports a race where there is none. Loaded
// before that library, this stands in for the three functions of the contended path and says what they do, so that
// nothing has to be suppressed: what is not under the lock is reported as before.
//
//     clang -shared -fPIC -o mutex.so mutex.c
//     LD_PRELOAD=mutex.so PROGRAM
//
// In a program without the sanitizer it changes nothing.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

// The mutex is the word that the sanitizer already knows from the path without contention, which is inlined.
extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

// A Swift method is handed its value in a register of its own.
#define METHOD __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

// The symbols of _MutexHandle._lockSlow(_:), _unlockSlow() and _tryLockSlow(): part of the library's ABI.
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"

METHOD void lock_slow(uint32_t thread, SELF) __asm__(LOCK);
METHOD void unlock_slow(SELF) __asm__(UNLOCK);
METHOD bool try_lock_slow(SELF) __asm__(TRY_LOCK);

METHOD void lock_slow(uint32_t thread, SELF) {
    METHOD void (*next)(uint32_t, SELF) = dlsym(RTLD_NEXT, LOCK);
    next(thread, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

METHOD void unlock_slow(SELF) {
    METHOD void (*next)(SELF) = dlsym(RTLD_NEXT, UNLOCK);
    if (__tsan_release) __tsan_release(self);
    next(self);
}

METHOD bool try_lock_slow(SELF) {
    METHOD bool (*next)(SELF) = dlsym(RTLD_NEXT, TRY_LOCK);
    bool locked = next(self);
    if (locked && __tsan_acquire) __tsan_acquire(self);
    return locked;
}
