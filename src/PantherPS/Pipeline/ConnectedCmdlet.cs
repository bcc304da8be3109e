using System.Management.Automation;
using Panther.Client;
using Panther.Client.Paging;
using PantherPS.Names;
using PantherPS.Session;

namespace PantherPS.Pipeline;

/// <summary>The base of the cmdlets that talk to a tenant.</summary>
public abstract class ConnectedCmdlet : PantherCmdlet
{
    private protected ConnectedCmdlet()
    {
    }

    /// <summary>The connection to use, or its name; without it the connection that a piped object came from, or else the default.</summary>
    [Parameter]
    [ConnectionTransformation]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public virtual PantherConnection? Connection { get; set; }

    /// <summary>The client of the connection that is named, or else of the default.</summary>
    private protected PantherClient ClientFor() => ClientOf(Connection ?? ConnectionTable.Current.Default, ConnectionTable.WhyNoDefault);

    /// <summary>The client of the connection that is named, or else of the one that an object came from; never of the default.</summary>
    /// <param name="origin">The client that has read the object; null where it came from none.</param>
    /// <param name="what">The object, for a message.</param>
    private protected PantherClient ClientFor(PantherClient? origin, string what) => ClientOf(
        Connection ?? PantherConnection.Of(origin),
        $"{what} does not come from a connection of this session, so its tenant is not known. Specify one with -Connection.");

    /// <summary>
    /// The client for an input: of what came from a tenant, that; of anything else, such as a text or a row, the default.
    /// </summary>
    /// <param name="input">The object that was piped, or from which a value was taken.</param>
    /// <param name="what">The object, for a message.</param>
    private protected PantherClient ClientForInput(object? input, string what) =>
        ArgumentOrigins.Unwrap(input) is ITenantObject item ? ClientFor(item.Origin, what) : ClientFor();

    private PantherClient ClientOf(PantherConnection? connection, string whyNone)
    {
        try
        {
            return connection?.Client ?? throw new PantherException(PantherErrorKind.NotConnected, whyNone);
        }
        catch (PantherException e)
        {
            FailConnection(ErrorRecords.From(e, connection?.Name ?? MyInvocation.MyCommand.Name));
            throw;
        }
    }

    /// <summary>
    /// Reads a list, and hands on those of its items that a filter takes. What is asked for by name and there is not is an error.
    /// </summary>
    /// <inheritdoc cref="ReadAll{T}(Listing{T}, string, object, Action{T}, Func{bool})"/>
    private protected void ReadNamed<T>(Listing<T> list, string unit, object target, IListFilter<T> filter, Action<T> take)
        where T : class
    {
        bool isComplete = ReadAll(list, unit, target, item => filter.Offer(item, take));
        filter.Finish();
        if (!isComplete)
        {
            return;
        }

        Task<IReadOnlyList<(string Name, PantherException Error)>> errors = Begin(() => filter.FindErrorsAsync(Context));
        Wait(errors);
        foreach ((string name, PantherException error) in errors.GetAwaiter().GetResult())
        {
            WriteFailure(error, name);
        }
    }

    /// <summary>Reads a list, and hands on its items while the rest arrives. What goes wrong is written after them.</summary>
    /// <param name="list">The list; it is disposed.</param>
    /// <param name="unit">What its items are, in the plural, for the progress bar.</param>
    /// <param name="target">What the list is of, for its errors: the tenant's host.</param>
    /// <param name="take">Takes an item.</param>
    /// <param name="isEnough">Whether what was taken is enough; null where only the end is.</param>
    /// <returns>Whether it was read to its end.</returns>
    private protected bool ReadAll<T>(Listing<T> list, string unit, object target, Action<T> take, Func<bool>? isEnough = null)
        where T : class
    {
        using Listing<T> listing = list;
        PantherException? end = null;
        WithProgress(() =>
        {
            try
            {
                while (isEnough?.Invoke() != true && Next(listing))
                {
                    while (isEnough?.Invoke() != true && listing.TryRead(out T? item))
                    {
                        CountProgress(unit);
                        take(item);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                throw new PipelineStoppedException();
            }
            catch (PantherException e)
            {
                end = e;
            }
        });
        CompleteProgress();
        foreach (PantherException error in listing.TakeErrors().Concat(end is null ? [] : [end]))
        {
            WriteFailure(error, target);
        }

        return end is null;
    }

    private bool Next<T>(Listing<T> listing)
        where T : class
    {
        Task<bool> next = Begin(listing.NextAsync);
        Wait(next);
        return next.GetAwaiter().GetResult();
    }

    /// <summary>Ends the command, since it has no connection.</summary>
    private protected virtual void FailConnection(ErrorRecord record) => ThrowTerminatingError(record);
}
