using System.Net;

namespace DeployMcp.Platform.Runtimes.Kubernetes;

/// <summary>The cluster can't be reached, or refuses in a way that may pass: the platform's fault, worth another try.</summary>
/// <param name="trouble">What is wrong, in words that name no address and no secret: for users' eyes, too.</param>
/// <param name="detail">The server's or the system's own words, for the platform's log.</param>
public sealed class ClusterUnavailableException(string trouble, string detail, Exception? inner, HttpStatusCode? status = null)
    : HttpRequestException($"{trouble}: {detail}", inner, status)
{
    public string Trouble { get; } = trouble;
}
