using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static DeployMcp.LibSql.Sqlite.NativeSqlite;

namespace DeployMcp.LibSql.Sqlite;

/// <summary>
/// A shim over SQLite's own file system (https://sqlite.org/vfs.html): write-ahead logs and temporary files, which no setting
/// of SQLite's bounds, are held to the <see cref="FileBudget"/> of who opens them. Every other file is left as it is.
/// </summary>
internal static unsafe class BoundedFiles
{
    private const int Log = 0x80000;

    /// <summary>SQLITE_OPEN_TEMP_DB, TRANSIENT_DB, TEMP_JOURNAL and SUBJOURNAL.</summary>
    private const int Temporary = 0x200 | 0x400 | 0x1000 | 0x2000;

    /// <summary>Of <c>sqlite3_io_methods</c>: the version and eighteen pointers.</summary>
    private const int MethodsBytes = 19 * 8;

    private static readonly Lock Copying = new();
    private static readonly SqliteVfs* Inner = (SqliteVfs*)sqlite3_vfs_find(IntPtr.Zero);
    private static readonly int InnerFileBytes = (Inner->FileBytes + 7) & ~7;
    private static Methods* _copies;

    /// <summary>What connections are opened with.</summary>
    public static IntPtr Name { get; } = Register();

    private static IntPtr Register()
    {
        var vfs = (SqliteVfs*)NativeMemory.Alloc((nuint)sizeof(SqliteVfs));
        *vfs = *Inner;
        vfs->Next = IntPtr.Zero;
        vfs->Name = Marshal.StringToCoTaskMemUTF8("bounded");
        vfs->FileBytes = InnerFileBytes + sizeof(Bound);
        vfs->Open = &Open;
        if (sqlite3_vfs_register((IntPtr)vfs, makeDefault: 0) != SqliteCodes.Ok)
            throw new InvalidOperationException("SQLite takes no file system.");
        return vfs->Name;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(SqliteVfs* vfs, byte* name, File* file, int flags, int* outFlags)
    {
        var code = Inner->Open(Inner, name, file, flags, outFlags);
        if (code != SqliteCodes.Ok || (flags & (Log | Temporary)) == 0 || StepBudget.Current?.Files is not { } budget)
            return code;
        *BoundOf(file) = new Bound { Budget = GCHandle.ToIntPtr(GCHandle.Alloc(budget)), IsLog = (flags & Log) != 0 };
        file->Methods = CopyOf(file->Methods);
        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(File* file, void* data, int count, long offset)
    {
        var bound = BoundOf(file);
        var budget = (FileBudget)GCHandle.FromIntPtr(bound->Budget).Target!;
        var end = offset + count;
        if (bound->IsLog && end > budget.LogBytes)
            return Full($"the write-ahead log may have {budget.LogBytes} bytes; somebody who reads for long, or a large transaction, keeps it from being emptied");
        if (!bound->IsLog && end > bound->Size)
        {
            if (!budget.TryGrow(end - bound->Size))
                return Full($"sorts and temporary tables of the database may take {budget.TemporaryBytes} bytes");
            bound->Size = end;
        }

        return file->Methods->Original->Write(file, data, count, offset);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(File* file)
    {
        var bound = BoundOf(file);
        var handle = GCHandle.FromIntPtr(bound->Budget);
        ((FileBudget)handle.Target!).Shrink(bound->Size);
        handle.Free();
        return file->Methods->Original->Close(file);
    }

    private static int Full(string complaint)
    {
        if (StepBudget.Current is { } step)
            step.Complaint = complaint;
        return SqliteCodes.Full;
    }

    /// <summary>Of the few tables that SQLite has for its kinds of files, one copy each, kept for good.</summary>
    private static Methods* CopyOf(Methods* original)
    {
        lock (Copying)
        {
            for (var copy = _copies; copy is not null; copy = copy->Next)
            {
                if (copy->Original == original)
                    return copy;
            }

            var made = (Methods*)NativeMemory.Alloc((nuint)sizeof(Methods));
            Buffer.MemoryCopy(original, made, sizeof(Methods), MethodsBytes);
            // The second version has no mapping into memory, which would write past the bound.
            made->Version = Math.Min(original->Version, 2);
            made->Close = &Close;
            made->Write = &Write;
            made->Original = original;
            made->Next = _copies;
            return _copies = made;
        }
    }

    private static Bound* BoundOf(File* file) => (Bound*)((byte*)file + InnerFileBytes);

#pragma warning disable CS0649 // SQLite assigns what isn't assigned here: its structures are copied whole.
    /// <summary>The structure <c>sqlite3_file</c>.</summary>
    private struct File
    {
        public Methods* Methods;
    }

    /// <summary>What follows SQLite's own file.</summary>
    private struct Bound
    {
        public IntPtr Budget;
        public long Size;
        public bool IsLog;
    }

    /// <summary>The structure <c>sqlite3_io_methods</c>, and where it was copied from.</summary>
    private struct Methods
    {
        public int Version;
        public delegate* unmanaged[Cdecl]<File*, int> Close;
        public IntPtr Read;
        public delegate* unmanaged[Cdecl]<File*, void*, int, long, int> Write;
        public Pointers15 Others;
        public Methods* Original;
        public Methods* Next;
    }

    /// <summary>The structure <c>sqlite3_vfs</c>, version 3.</summary>
    private struct SqliteVfs
    {
        public int Version;
        public int FileBytes;
        public int LongestPath;
        public IntPtr Next;
        public IntPtr Name;
        public IntPtr Data;
        public delegate* unmanaged[Cdecl]<SqliteVfs*, byte*, File*, int, int*, int> Open;
        public Pointers15 Others;
    }

#pragma warning restore CS0649
    [InlineArray(15)]
    private struct Pointers15
    {
        private IntPtr _first;
    }
}
