import Glibc
import CLibFuzzer

/// libFuzzer, which makes inputs of those it is given and keeps what reaches code that none reached before.
public enum Fuzzer {
    /// Tries inputs until its arguments or an input that ends the process say it is enough.
    ///
    /// - Parameter look: Is handed the inputs, and ends the process where something is not as it should be.
    public static func run(_ look: @escaping @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt) -> Never {
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> = CommandLine.unsafeArgv
        exit(LLVMFuzzerRunDriver(&count, &arguments, look))
    }

    /// An input's bytes.
    public static func bytes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
        Array(UnsafeBufferPointer(start: start, count: count))
    }
}
