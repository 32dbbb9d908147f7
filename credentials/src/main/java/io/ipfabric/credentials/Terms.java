package io.ipfabric.credentials;

/**
 * What a signer writes into a token and a verifier asks for.
 *
 * @param issuer claim {@code iss}, compared character by character (RFC 7519, section 4.1.1)
 * @param audience what claim {@code aud} must name, so that a token for another service is none for this one
 */
public record Terms(String issuer, String audience) {

    public static final String AUDIENCE = "ip-fabric";

    /** Of tokens that are signed with the fabric's own key. */
    public static final Terms OWN = new Terms("ip-fabric", AUDIENCE);

    /** The claim with the roles: a list of texts. */
    static final String ROLES_CLAIM = "groups";
}
