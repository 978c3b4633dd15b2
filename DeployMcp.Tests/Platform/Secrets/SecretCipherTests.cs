using System.Security.Cryptography;
using DeployMcp.Domain.Security;
using DeployMcp.Platform.Secrets;
using Microsoft.Extensions.Configuration;

namespace DeployMcp.Tests.Platform.Secrets;

public class SecretCipherTests
{
    private static readonly string KeyOne = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private static readonly string KeyTwo = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private static readonly Guid Owner = Guid.NewGuid();

    [Theory]
    [InlineData("")]
    [InlineData("p@ss wörd\nsecond line")]
    public void Decrypt_WhatWasEncrypted_GivesTheText(string text)
    {
        var cipher = Cipher("k1", ("k1", KeyOne));

        var encrypted = cipher.Encrypt(Owner, "PASSWORD", new Sensitive(text));

        Assert.Equal("k1", encrypted.KeyId);
        Assert.Equal(12, encrypted.Nonce.Length);
        Assert.Equal(text, cipher.Decrypt(Owner, "PASSWORD", encrypted).Reveal());
    }

    [Fact]
    public void Encrypt_SameTextTwice_GivesDifferentBytes()
    {
        var cipher = Cipher("k1", ("k1", KeyOne));

        Assert.NotEqual(cipher.Encrypt(Owner, "A", new Sensitive("x")).Ciphertext, cipher.Encrypt(Owner, "A", new Sensitive("x")).Ciphertext);
    }

    [Fact]
    public void Decrypt_ForAnotherOwnerOrNameOrChanged_IsRefused()
    {
        var cipher = Cipher("k1", ("k1", KeyOne));
        var encrypted = cipher.Encrypt(Owner, "A", new Sensitive("secret"));
        var changed = encrypted with { Ciphertext = [.. encrypted.Ciphertext.Select((b, i) => i == 0 ? (byte)(b ^ 1) : b)] };

        Assert.ThrowsAny<CryptographicException>(() => cipher.Decrypt(Guid.NewGuid(), "A", encrypted));
        Assert.ThrowsAny<CryptographicException>(() => cipher.Decrypt(Owner, "B", encrypted));
        Assert.ThrowsAny<CryptographicException>(() => cipher.Decrypt(Owner, "A", changed));
    }

    [Fact]
    public void Decrypt_AfterRotation_StillReadsTheOldKeysValues()
    {
        var old = Cipher("k1", ("k1", KeyOne)).Encrypt(Owner, "A", new Sensitive("secret"));
        var rotated = Cipher("k2", ("k1", KeyOne), ("k2", KeyTwo));

        Assert.Equal("secret", rotated.Decrypt(Owner, "A", old).Reveal());
        Assert.Equal("k2", rotated.Encrypt(Owner, "A", new Sensitive("secret")).KeyId);
        Assert.ThrowsAny<CryptographicException>(() => Cipher("k2", ("k2", KeyTwo)).Decrypt(Owner, "A", old));
    }

    [Theory]
    [InlineData("k1", "k1", "c2hvcnQ=", "Secrets:Keys:k1 must be 32 bytes")]
    [InlineData("k1", "k1", "not base64!", "Secrets:Keys:k1 must be 32 bytes")]
    [InlineData("k2", "k1", null, "Secrets:CurrentKeyId must name a key")]
    [InlineData("", "k1", null, "Secrets:CurrentKeyId must name a key")]
    public void Read_WrongSettings_SaysWhich(string current, string id, string? key, string complaint)
    {
        var e = Assert.Throws<InvalidOperationException>(() => Cipher(current, (id, key ?? KeyOne)));

        Assert.Contains(complaint, e.Message, StringComparison.Ordinal);
    }

    private static SecretCipher Cipher(string current, params (string Id, string Key)[] keys)
        => new(SecretKeys.Read(new ConfigurationBuilder().AddInMemoryCollection(
            [new("Secrets:CurrentKeyId", current), .. keys.Select(k => new KeyValuePair<string, string?>($"Secrets:Keys:{k.Id}", k.Key))]).Build()));
}
