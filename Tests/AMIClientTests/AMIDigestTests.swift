import AMIClient
import Testing

@Suite("The digest of a login")
struct AMIDigestTests {
    @Test(
        "It is the MD5 of challenge and secret, one after the other, as RFC 1321 has it",
        arguments: [
            ("", "", "d41d8cd98f00b204e9800998ecf8427e"), ("message ", "digest", "f96b697d7cb7938d525a2f31aaf161d0"),
            ("a", "bc", "900150983cd24fb0d6963f7d28e17f72"),
        ])
    func key(challenge: String, secret: String, expected: String) {
        #expect(AMIDigest.key(challenge: challenge, secret: secret) == expected)
    }
}
