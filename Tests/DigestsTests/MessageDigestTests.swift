import Digests
import Testing

@Suite("A message digest")
struct MessageDigestTests {
    @Test(
        "is what the standards' own examples say",
        arguments: [
            (MessageDigest.md5, "", "d41d8cd98f00b204e9800998ecf8427e"),
            (.md5, "message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
            (.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ])
    func examples(digest: MessageDigest, text: String, expected: String) {
        let hexadecimal = digest(text.utf8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(hexadecimal == expected)
    }

    @Test("equals another only where all of its bytes do")
    func comparison() {
        let digest = MessageDigest.sha256("abc".utf8)
        var other = digest
        other[31] ^= 1
        #expect(MessageDigest.areEqual(digest, digest))
        #expect(!MessageDigest.areEqual(digest, other))
        #expect(!MessageDigest.areEqual(digest, Array(digest.dropLast())))
    }
}
