using System.Security.Cryptography;
using System.Text;

namespace DeployMcp.Benchmarks.Webhooks;

/// <summary>GitHub's push event for one commit, signed, as many times as it is wanted.</summary>
internal sealed class PushDelivery
{
    private readonly string _body;
    private readonly string _signature;

    public PushDelivery(string secret, string cloneUrl, string commit)
    {
        _body = $$$"""{"ref":"refs/heads/main","after":"{{{commit}}}","deleted":false,"head_commit":{"message":"pushed"},"repository":{"clone_url":"{{{cloneUrl}}}"}}""";
        _signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(_body)));
    }

    /// <param name="delivery">GitHub's id of the delivery; it stays the same when it delivers again.</param>
    public byte[] ToRequest(string delivery) => Encoding.UTF8.GetBytes(
        $"""
        POST /webhooks/github HTTP/1.1
        Host: localhost
        Content-Type: application/json
        Content-Length: {Encoding.UTF8.GetByteCount(_body)}
        X-GitHub-Event: push
        X-GitHub-Delivery: {delivery}
        X-Hub-Signature-256: sha256={_signature}

        {_body}
        """.ReplaceLineEndings("\r\n"));
}
