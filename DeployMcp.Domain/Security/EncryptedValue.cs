namespace DeployMcp.Domain.Security;

/// <summary>A secret at rest: AES-256-GCM under the key named beside it, so that keys can be rotated.</summary>
/// <param name="Nonce">12 bytes.</param>
/// <param name="Ciphertext">The text's bytes and the 16-byte tag.</param>
public sealed record EncryptedValue(string KeyId, byte[] Nonce, byte[] Ciphertext);
