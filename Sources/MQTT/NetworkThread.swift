#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A thread for blocking calls: libmosquitto resolves names and polls, and must not hold up a thread of
/// Swift's pool, which has one a core.
enum NetworkThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    static func start(_ run: @escaping @Sendable () -> Void) throws(MQTTRunError) {
        let body = Unmanaged.passRetained(Body(run))
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let failed = pthread_create(
            &thread, nil,
            { raw in
                #if canImport(Darwin)
                    let opaque = raw
                #else
                    // Never nil: it is the body passed below.
                    let opaque = raw!
                #endif
                Unmanaged<Body>.fromOpaque(opaque).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        if failed != 0 {
            body.release()
            throw .noResources("no thread for the network")
        }
        #if canImport(Darwin)
            if let thread { pthread_detach(thread) }
        #else
            pthread_detach(thread)
        #endif
    }
}
