using System.Text;

namespace DeployMcp.Tests.EndToEnd.Secrets;

public class SecretFormsTests
{
    [Theory]
    [InlineData("key=s3cret-value-of-some-length;", true)]
    [InlineData("key=s3cret-value-of-some-lengt", false)]
    public void IsIn_PlainHexAndBase64AtAnyOffset_FindsItAndNothingElse(string text, bool there)
    {
        var secret = new SecretForms("it", "s3cret-value-of-some-length");
        var bytes = Encoding.UTF8.GetBytes(text);

        Assert.Equal(there, secret.IsIn(bytes));
        Assert.Equal(there, secret.IsIn(Convert.ToHexStringLower(bytes)));
        for (var offset = 0; offset < 3; offset++)
        {
            Assert.Equal(there, secret.IsIn(Convert.ToBase64String([.. new byte[offset], .. bytes])));
        }
    }
}
