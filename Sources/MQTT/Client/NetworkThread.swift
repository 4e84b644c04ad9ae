import Glibc

/// A thread for blocking calls: libmosquitto resolves names and polls, and must not hold up a thread of
/// Swift's pool, which has one a core.
enum NetworkThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    static func start(_ run: @escaping @Sendable () -> Void) throws(MQTTRunError) {
        let body = Unmanaged.passRetained(Body(run))
        var thread = pthread_t()
        let failed = pthread_create(
            &thread, nil,
            { raw in
                // Never nil: it is the body passed below.
                let opaque = raw!
                Unmanaged<Body>.fromOpaque(opaque).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        if failed != 0 {
            body.release()
            throw .noResources("no thread for the network")
        }
        pthread_detach(thread)
    }
}
