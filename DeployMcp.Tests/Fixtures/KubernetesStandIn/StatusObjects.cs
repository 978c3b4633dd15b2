using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace DeployMcp.Tests.Fixtures.KubernetesStandIn;

/// <summary>What the API server answers instead of an object (API reference, Status).</summary>
internal static class StatusObjects
{
    public static JsonObject Failure(int code, string reason, string message, params JsonObject[] causes) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = message,
        ["reason"] = reason,
        ["details"] = new JsonObject { ["causes"] = new JsonArray([.. causes]) },
        ["code"] = code,
    };

    public static JsonObject Success() => new() { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success" };

    public static JsonObject Cause(string reason, string message, string field) => new() { ["reason"] = reason, ["message"] = message, ["field"] = field };

    public static Task RefuseAsync(this HttpContext context, int code, string reason, string message, params JsonObject[] causes)
        => context.AnswerAsync(code, Failure(code, reason, message, causes));

    public static Task AnswerAsync(this HttpContext context, int code, JsonObject body)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(), Encoding.UTF8);
    }
}
