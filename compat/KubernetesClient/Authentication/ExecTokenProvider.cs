using System.Diagnostics;
using System.Net.Http.Headers;
using k8s.Exceptions;

namespace k8s.Authentication;

/// <summary>A token from a program that the kubeconfig names (client.authentication.k8s.io); asked again when the last one has expired.</summary>
internal sealed class ExecTokenProvider(ExecSection exec) : ITokenProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private string _token;
    private DateTime _expires;

    public async Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken)
    {
        if (_token is null || _expires < DateTime.UtcNow)
        {
            var status = await RunAsync(cancellationToken).ConfigureAwait(false);
            _token = status.Token;
            _expires = status.ExpirationTimestamp ?? DateTime.MaxValue;
        }

        return new AuthenticationHeaderValue("Bearer", _token);
    }

    private async Task<ExecStatus> RunAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var process = Start();
        string output;
        try
        {
            output = await process.StandardOutput.ReadToEndAsync(limit.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new KubeConfigException($"external exec failed: {exec.Command} gave nothing within {Patience.TotalSeconds} s", e);
        }

        if (process.ExitCode != 0)
        {
            throw new KubeConfigException($"external exec failed: {exec.Command} ended with code {process.ExitCode}");
        }

        return Parse(output)?.Status is { Token.Length: > 0 } status ? status : throw new KubeConfigException($"external exec failed: {exec.Command} gave no token");
    }

    private static ExecCredential Parse(string output)
    {
        try
        {
            return KubernetesJson.Deserialize<ExecCredential>(output);
        }
        catch (JsonException)
        {
            // Its words may hold the token: they are not passed on.
            return null;
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(exec.Command, exec.Args ?? []) { RedirectStandardOutput = true };
        foreach (var variable in exec.Env ?? [])
        {
            start.Environment[variable.Name] = variable.Value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = JsonSerializer.Serialize(
            new { apiVersion = exec.ApiVersion, kind = "ExecCredential", spec = new { interactive = false } });
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new KubeConfigException($"external exec failed due to: {e.Message}", e);
        }
    }

    private sealed record ExecCredential(ExecStatus Status);

    private sealed record ExecStatus(string Token, DateTime? ExpirationTimestamp);
}
