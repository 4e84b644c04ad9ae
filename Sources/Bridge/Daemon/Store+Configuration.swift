import Correlator
import Glibc
import Logging
import Store

extension Store {
    /// The folder of a PBX's store; `nil` without a store.
    private static func folder(_ configuration: BridgeConfiguration, logger: Logger) -> String? {
        guard let folder = configuration.store.folder ?? ProcessEnvironment.variables["STATE_DIRECTORY"] else {
            return nil
        }
        guard configuration.pbx.isListed, let name = configuration.pbx.name else { return folder }
        if access("\(folder)/store.sqlite3", F_OK) == 0 {
            logger.warning(
                """
                \(folder) contains the store of a configuration with one PBX, which is not used: stop the daemon and \
                move store.sqlite3 (and store.sqlite3-wal, if it exists) into the folder of that PBX, or delete it
                """)
        }
        return "\(folder)/\(name)"
    }

    /// Whether the configuration asks for a store.
    static func isWanted(by configuration: BridgeConfiguration) -> Bool {
        configuration.store.folder != nil || ProcessEnvironment.variables["STATE_DIRECTORY"] != nil
    }

    /// The store of a PBX; `nil` without a store, which is logged.
    ///
    /// - Parameter layout: the layout of stored calls; calls of another layout are dropped.
    /// - Throws: if it can't be used.
    static func open(_ configuration: BridgeConfiguration, layout: UInt64, logger: Logger) throws -> Store? {
        guard let folder = folder(configuration, logger: logger) else {
            logger.notice(
                """
                there is no store: if the daemon is killed, messages that the broker has not acknowledged and the \
                calls in progress are lost; set store.folder
                """)
            return nil
        }
        do {
            let store = try Store(
                folder: folder, layout: layout, messageLimit: configuration.store.maximumBytes)
            if let aside = store.setAside {
                logger.error(
                    """
                    the store can't be used, and a new one was created: the messages and calls in it are not \
                    published; the old file is kept, and ".recover" of the sqlite3 program may be able to read it \
                    (\(aside.reason))
                    """, metadata: ["damaged": "\(aside.path)"])
            }
            if store.droppedCalls > 0 {
                logger.warning(
                    """
                    the spec has changed since the calls were stored: they were dropped; calls in progress are found \
                    again by asking Asterisk, and nothing is published for calls that have ended
                    """, metadata: ["calls": "\(store.droppedCalls)"])
            }
            return store
        } catch {
            throw DaemonError.store(folder: folder, error)
        }
    }
}
