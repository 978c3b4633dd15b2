using System.Security.Cryptography;
using System.Text.Json;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Runtime;
using DeployMcp.Platform.Runtimes;
using DeployMcp.Platform.Secrets;
using DeployMcp.Workflows.Deployments;

namespace DeployMcp.Server.Services;

/// <summary>Run logs by way of the deployer, where the runtime is on a network that this server doesn't reach.</summary>
internal sealed class DeployerRunLogs(RunLogWorkflowClient deployer, SecretCipher cipher) : IRunLogs
{
    public async Task<IReadOnlyList<RuntimeLogLine>> TailLogAsync(ServiceId serviceId, int lines, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await deployer.ReadAsync(new ReadRunLogInput(serviceId, lines), cancellationToken);
            return JsonSerializer.Deserialize<RuntimeLogLine[]>(cipher.Decrypt(serviceId.Value, RunLogs.SealedName, answer).Reveal()) ?? [];
        }
        catch (TimeoutException e)
        {
            throw new HttpRequestException(e.Message, e);
        }
        catch (CryptographicException e)
        {
            throw new HttpRequestException("The deployer encrypts with a key that this server doesn't have: Secrets:Keys must be the same for both.", e);
        }
    }
}
