using System.Text;
using DeployMcp.Benchmarks.Load;

namespace DeployMcp.Tests.Benchmarks;

public class AnswerFramingTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nDate: now\r\ncontent-length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\na\r\n0123456789\r\n0\r\n\r\n")]
    public void IsComplete_OfAWholeAnswer_IsTrueOnlyAtItsLastByte(string answer)
    {
        var bytes = Encoding.ASCII.GetBytes(answer);

        Assert.True(AnswerFraming.IsComplete(bytes));
        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.False(AnswerFraming.IsComplete(bytes.AsSpan(0, length))));
    }

    [Fact]
    public void IsComplete_OfAnAnswerThatEndsWithItsConnection_IsRefused()
        => Assert.Throws<InvalidOperationException>(() => AnswerFraming.IsComplete("HTTP/1.1 200 OK\r\nDate: now\r\n\r\nhello"u8));
}
