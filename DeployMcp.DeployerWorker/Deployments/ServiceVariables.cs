using DeployMcp.Data.Services;
using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Services;
using DeployMcp.Platform.Secrets;

namespace DeployMcp.DeployerWorker.Deployments;

/// <summary>A service's variables, decrypted only here and only for as long as a step needs them.</summary>
internal sealed class ServiceVariables(EnvVarStore store, SecretCipher cipher)
{
    public async Task<IReadOnlyList<EnvVar>> ReadAsync(ServiceId id)
        => [.. (await store.ListAsync(id)).Select(v => new EnvVar(v.Key, cipher.Decrypt(id.Value, v.Key, v.Value)))];

    /// <summary>Changes whenever a variable is set anew, and says nothing of its value.</summary>
    public async Task<string> FingerprintAsync(ServiceId id)
        => string.Join('\n', (await store.ListAsync(id)).Select(v => $"{v.Key} {Convert.ToHexString(v.Value.Nonce)} {Convert.ToHexString(v.Value.Ciphertext)}"));
}
