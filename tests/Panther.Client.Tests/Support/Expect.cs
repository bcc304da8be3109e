namespace Panther.Client.Tests.Support;

/// <summary>Expectations of errors.</summary>
internal static class Expect
{
    /// <summary>The action ends with an error of this kind.</summary>
    public static async Task<PantherException> ErrorAsync(PantherErrorKind kind, Func<Task> action) =>
        OfKind(kind, await Assert.ThrowsAsync<PantherException>(action));

    /// <summary>The action ends with an error of this kind.</summary>
    public static PantherException Error(PantherErrorKind kind, Action action) => OfKind(kind, Assert.Throws<PantherException>(action));

    private static PantherException OfKind(PantherErrorKind kind, PantherException error)
    {
        Assert.True(error.Kind == kind, $"Expected {kind}, and got {error.Kind}: {error}");
        return error;
    }
}
