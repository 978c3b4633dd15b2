using System.Net;
using System.Text.Json;
using DeployMcp.Domain.Failures;
using k8s;
using k8s.Autorest;
using k8s.Exceptions;
using k8s.Models;

namespace DeployMcp.Platform.Runtimes.Kubernetes;

/// <summary>
/// The API server's refusals in the platform's terms: what another try may mend is a <see cref="ClusterUnavailableException"/>; a missing
/// permission, a full quota or an object that the server finds invalid is a failure that says so.
/// </summary>
internal static class ClusterErrors
{
    private const string AskOperator = "Tell the platform's operator: nothing in the repo or its settings caused that.";

    /// <summary>Null for 404.</summary>
    public static async Task<T?> FindAsync<T>(Func<Task<T>> call)
        where T : class
    {
        try
        {
            return await RunAsync(call);
        }
        catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <exception cref="ClusterUnavailableException">The server can't be reached, or refused in a way that may pass.</exception>
    /// <exception cref="DeploymentFailureException">It refused for good.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (Translate(e) is not null)
        {
            throw Translate(e)!;
        }
    }

    /// <returns>Null for what isn't the cluster's: a cancelled call, a mistake of ours.</returns>
    public static Exception? Translate(Exception e) => e switch
    {
        HttpOperationException refused => Refusal(refused),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new ClusterUnavailableException(
            "the cluster's API server and the platform don't trust each other's certificates", Innermost(e), e),
        HttpRequestException => new ClusterUnavailableException("the cluster's API server could not be reached", Innermost(e), e),
        TaskCanceledException { InnerException: TimeoutException } => new ClusterUnavailableException("the cluster's API server did not answer in time", e.Message, e),
        IOException or JsonException => new ClusterUnavailableException("the connection to the cluster's API server broke off", e.Message, e),
        KubernetesClientException => new ClusterUnavailableException("the platform could not get its credentials for the cluster", e.Message, e),
        _ => null,
    };

    private static Exception Refusal(HttpOperationException e)
    {
        var status = StatusOf(e);
        var said = status?.Message ?? $"{(int)e.Response.StatusCode} {e.Response.ReasonPhrase}";
        return e.Response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => Passing("the cluster does not accept the platform's credentials; its token may have expired"),
            HttpStatusCode.Forbidden when said.Contains("exceeded quota", StringComparison.Ordinal) => new DeploymentFailureException(PodFailures.Quota(said)),
            HttpStatusCode.Forbidden when status?.Details?.Causes?.Any(c => c.Reason == "NamespaceTerminating") == true => Passing("the service's namespace is being removed and can be made again after that"),
            HttpStatusCode.Forbidden => new DeploymentFailureException(
                FailureCode.PlatformFault, "The platform's account in the cluster lacks a permission.", said, AskOperator + " The evidence names the permission to grant."),
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => new DeploymentFailureException(
                FailureCode.PlatformFault, "The cluster found an object of the platform invalid.", said, AskOperator),
            HttpStatusCode.Conflict => Passing("another writer changed the same object of the cluster"),
            HttpStatusCode.NotFound => Passing("an object of the cluster is gone"),
            var code => Passing($"the cluster's API server failed with {(int)code}"),
        };

        ClusterUnavailableException Passing(string trouble) => new(trouble, said, e, e.Response.StatusCode);
    }

    private static string Innermost(Exception e) => e.GetBaseException().Message;

    private static V1Status? StatusOf(HttpOperationException e)
    {
        try
        {
            return e.Response.Content is { Length: > 0 } text ? KubernetesJson.Deserialize<V1Status>(text) : null;
        }
        catch (JsonException)
        {
            // A proxy in between answers in words of its own; the status code is all there is.
            return null;
        }
    }
}
