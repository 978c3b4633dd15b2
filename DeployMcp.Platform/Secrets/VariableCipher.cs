using DeployMcp.Domain.Identity;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;

namespace DeployMcp.Platform.Secrets;

/// <summary>The variables of services: each value is bound to its service and its name.</summary>
public sealed class VariableCipher(SecretCipher cipher)
{
    public EncryptedValue Encrypt(ServiceId serviceId, EnvVar variable) => cipher.Encrypt(variable.Value, serviceId.ToString(), variable.Key);

    /// <exception cref="System.Security.Cryptography.CryptographicException">It belongs to another service or name, or its key is gone.</exception>
    public EnvVar Decrypt(ServiceId serviceId, string key, EncryptedValue value) => new(key, cipher.Decrypt(value, serviceId.ToString(), key));
}
