using System.Net;

namespace Octokit.Internal;

public static class HttpMessageHandlerFactory
{
    /// <summary>Redirects are followed by <see cref="HttpClientAdapter"/>.</summary>
    public static HttpMessageHandler CreateDefault()
        => new HttpClientHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate };
}
