using DeployMcp.Server.OAuth.Clients;
using Microsoft.Extensions.Configuration;

namespace DeployMcp.Tests.Server.OAuth;

public class RedirectUriRulesTests
{
    private static readonly RedirectUriRules Rules = new(new ConfigurationBuilder().Build());

    [Theory]
    [InlineData("https://client.example/callback")]
    [InlineData("https://client.example:8443/callback?x=1")]
    [InlineData("http://127.0.0.1/callback")]
    [InlineData("http://localhost:33418/")]
    [InlineData("http://[::1]:9/cb")]
    [InlineData("cursor://anysphere.cursor-mcp/oauth/callback")]
    [InlineData("vscode://vscode.github-authentication/did-authenticate")]
    [InlineData("com.example.app:/oauth")]
    public void Allows_WhatRealClientsUse_IsTrue(string uri) => Assert.True(Rules.Allows(uri));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/callback")]
    [InlineData("//client.example/callback")]
    [InlineData("http://client.example/callback")]
    [InlineData("http://127.0.0.1.evil.example/callback")]
    [InlineData("http://localhost.evil.example/callback")]
    [InlineData("http://0x7f000001/callback")]
    [InlineData("http://127.0.0.1@evil.example/callback")]
    [InlineData("https://user:pass@client.example/callback")]
    [InlineData("https://client.example/callback#fragment")]
    [InlineData("https://client.example/a/../callback")]
    [InlineData("https://client.example/a/%2e%2E/callback")]
    [InlineData("https://client.example\\@evil.example/")]
    [InlineData("https://client.example/call back")]
    [InlineData("https://client.example/\r\nSet-Cookie:x=y")]
    [InlineData("https:///callback")]
    [InlineData("javascript:alert(1)")]
    [InlineData("javascript://client.example/%0aalert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("blob:https://client.example/x")]
    [InlineData("ftp://client.example/x")]
    [InlineData("mailto:a@client.example")]
    [InlineData("intent://x/y")]
    public void Allows_AnythingElse_IsFalse(string? uri) => Assert.False(Rules.Allows(uri));

    [Theory]
    [InlineData("http://127.0.0.1:7777/cb", "http://127.0.0.1:1/cb")]
    [InlineData("http://localhost/cb", "http://localhost:50000/cb")]
    [InlineData("http://[::1]:7777/cb", "http://[::1]/cb")]
    public void Matches_ALoopbackAddressWithAnotherPort_IsTrue(string registered, string asked) => Assert.True(Rules.Matches([registered], asked));

    [Theory]
    [InlineData("https://client.example/callbackx")]
    [InlineData("https://client.example/callback/")]
    [InlineData("https://client.example/callback/more")]
    [InlineData("https://client.example/callback?x=1")]
    [InlineData("https://client.example/callback#x")]
    [InlineData("https://client.example/callback%00")]
    [InlineData("https://client.example/Callback")]
    [InlineData("https://CLIENT.example/callback")]
    [InlineData("HTTPS://client.example/callback")]
    [InlineData("https://client.example:443/callback")]
    [InlineData("https://client.example:8443/callback")]
    [InlineData("http://client.example/callback")]
    [InlineData("https://client.example.evil.example/callback")]
    [InlineData("https://client.example@evil.example/callback")]
    [InlineData("https://evil.example/client.example/callback")]
    [InlineData("https://x.client.example/callback")]
    [InlineData("https://client.example/x/../callback")]
    [InlineData("https://client.example/%63allback")]
    [InlineData("https://client.example//callback")]
    [InlineData("https://clienţ.example/callback")]
    public void Matches_ALookAlike_IsFalse(string asked) => Assert.False(Rules.Matches(["https://client.example/callback"], asked));

    [Theory]
    [InlineData("http://localhost:7777/cb")]
    [InlineData("http://127.0.0.1:7777/cb2")]
    [InlineData("http://127.0.0.1:7777/cb?x=1")]
    [InlineData("http://127.0.0.1:7777@evil.example/cb")]
    [InlineData("http://127.0.0.1:777777/cb")]
    [InlineData("http://127.0.0.1.evil.example/cb")]
    [InlineData("http://127.1/cb")]
    [InlineData("https://127.0.0.1:7777/cb")]
    public void Matches_ALookAlikeOfALoopbackAddress_IsFalse(string asked) => Assert.False(Rules.Matches(["http://127.0.0.1:7777/cb"], asked));
}
